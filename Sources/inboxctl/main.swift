import Glibc
import InboxCommands

exit(await InboxCtl.runProcess())
