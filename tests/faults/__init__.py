"""Real processes, killed with SIGKILL at named steps, against an emulator that loses, doubles and delays."""
