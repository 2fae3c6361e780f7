//! Every command of the app without a window: shared by the shell, the command line and the dev host.
