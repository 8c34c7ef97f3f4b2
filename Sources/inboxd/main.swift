import ArgumentParser
import InboxDaemon

print("inboxd")
