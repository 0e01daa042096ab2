/** Public halves of throw-away pairs, as `ssh-keygen` writes them. Nobody has the private halves. */
export const PUBLIC_KEYS = {
  ed25519:
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIpQEPrYkbk5HPPsEoUh+jltl6f+XR1gggBNSbwaSc7n partner@example.com",
  ecdsa:
    "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBDxL1fgZV1zNZQ35AR1R/fgK/QsYz7EXMuxMYYFC2XIoDAhNkDabSRlz4KvxGPV9IIiueZBz28pZP4rXw+MKziE=",
  rsa: "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQC5YXS+GD+Uham/kMEcvmDIvdLU8JZhJSFa2nHNMQJnk3MjMr1GfEFvm5twg2veG3GlcKsbDZVN5+heI8NbQkUsycrXeiVreCqIr+PP+NlSONSoqUw0IL9DI3wYKSCwJzXGpde3mX9lapBlexa0s1vP21yO0yuZsGEJlBU9dEHxPYN42DLtHEenmljtR0a30zNpgBkX24TJoDvK+R/ZKtFGyFGuRsaOQueqgSRAHt/S/EuRn7GiMp3jjy5hFNAeIQ6LL+Jkve/xJf9YVRFDXgCu3WlnexiyhiwHkW++lWRYMK13IXfgmByE7PTA0+wMxZk5DX7lYxky5zwnK1brJHK4/EhqJR0Z3xfr0e0Qmq903ST9+wHZeW2TgPMeMNMkP/KK8rZX/5KSepVg/bxyS4vX8pwCaDdsL8U2ix504deyLtQ+Cguzu9d2Pa26ioh/Ijt/OPFRXud4Vq9g1RENjV/dgSTeBI7j4xf/jJLeNhdxTPTwWsGfQafk5iUJRuxFZ7s=",
} as const;
