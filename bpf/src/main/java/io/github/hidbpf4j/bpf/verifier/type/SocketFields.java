package io.github.hidbpf4j.bpf.verifier.type;

import io.github.hidbpf4j.bpf.verifier.state.RegisterType;

/**
 * The fields readable through pointers to {@code struct bpf_sock} and related structs: {@code
 * bpf_sock_is_valid_access} and others of {@code net/core/filter.c}, Linux 6.12.
 */
final class SocketFields {
  private static final int SOCK_BYTES = 80;
  private static final int TCP_SOCK_BYTES = 112;
  private static final int XDP_SOCK_BYTES = 4;

  private SocketFields() {}

  /** Whether a program may read this many bytes there. */
  static boolean readable(int type, int offset, int size) {
    return offset >= 0
        && offset % size == 0
        && switch (RegisterType.base(type)) {
          case RegisterType.PTR_TO_SOCK_COMMON ->
              (offset < 8 || offset >= 24) && socket(offset, size);
          case RegisterType.PTR_TO_SOCKET -> socket(offset, size);
          case RegisterType.PTR_TO_TCP_SOCK ->
              offset < TCP_SOCK_BYTES && size == (offset == 80 || offset == 88 ? 8 : 4);
          case RegisterType.PTR_TO_XDP_SOCK -> offset < XDP_SOCK_BYTES && size == 4;
          default -> false;
        };
  }

  private static boolean socket(int offset, int size) {
    if (offset >= SOCK_BYTES) {
      return false;
    }
    boolean wholeOnly = offset < 4 || offset >= 16 && offset < 24;
    if (wholeOnly) {
      return size == 4;
    }
    boolean atStart =
        switch (offset & ~3) {
          case 4, 8, 12, 44, 72, 76 -> true; // family, type, protocol, src_port, state, rx_queue
          default -> false;
        };
    if (atStart) {
      return (offset & 3) == 0 && size <= 4;
    }
    if (offset >= 48 && offset < 52) {
      // The destination port is 16 bits, with padding that only a 32-bit read at its start may
      // include.
      return offset < 50 && (size <= 2 || size == 4);
    }
    return size <= 4;
  }
}
