"""The phones of the browser tests, for reminders too."""

from tests.browser.conftest import address, browser_type_launch_args, phone, without_script

__all__ = ["address", "browser_type_launch_args", "phone", "without_script"]
