package io.github.hidbpf4j.linux.call;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A message socket of a kind that Java has no class for: uevents by netlink, and datagrams to names
 * in the file system. One thread receives.
 */
public final class MessageSocket extends OpenFile {
  private static final int AF_UNIX = 1;
  private static final int AF_NETLINK = 16;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_RAW = 3;
  private static final int NETLINK_KOBJECT_UEVENT = 15;
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVBUF = 8;
  private static final int SO_PASSCRED = 16;
  private static final int SO_RCVBUFFORCE = 33;
  private static final int SCM_CREDENTIALS = 2;
  private static final int MSG_TRUNC = 0x20;
  private static final int MSG_NOSIGNAL = 0x4000;

  /** Maximum size of {@code struct sockaddr_un}, and of the path in it. */
  private static final int SOCKADDR_UN = 110;

  private static final int SOCKADDR_NL = 12;

  /** The message had no credentials, or was not from netlink. */
  public static final int NOBODY = -1;

  // One piece of memory: struct msghdr, struct iovec, the sender's address, control data.
  private static final int IOVEC = 56;
  private static final int SENDER = 72;
  private static final int CONTROL = 88;
  private static final int CONTROL_SIZE = 64;
  private static final int CMSG_DATA = 16;

  private final MemorySegment header;
  private final MemorySegment message;

  private MessageSocket(int fd, String path, int capacity) {
    super(fd, path);
    this.header = Arena.ofAuto().allocate(CONTROL + CONTROL_SIZE, Long.BYTES);
    this.message = Arena.ofAuto().allocate(Math.max(1, capacity), Long.BYTES);
  }

  /**
   * Opens a socket that receives uevents.
   *
   * @param groups 1 for the kernel's, 2 for those of udev after its rules; or both
   * @param capacity maximum size of a message; longer ones are truncated
   * @throws SystemCallException if it cannot be opened
   */
  public static MessageSocket uevents(int groups, int capacity) {
    String path = "netlink uevents";
    MessageSocket socket = make(AF_NETLINK, SOCK_RAW, NETLINK_KOBJECT_UEVENT, path, capacity);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment one = arena.allocateFrom(JAVA_INT, 1);
      MemorySegment buffer = arena.allocateFrom(JAVA_INT, 1 << 20);
      // Only root gets more than net.core.rmem_max; less is sufficient, too.
      if (socket.option(SO_RCVBUFFORCE, buffer) < 0) {
        socket.option(SO_RCVBUF, buffer);
      }
      socket.check("setsockopt", socket.option(SO_PASSCRED, one));
      MemorySegment address = arena.allocate(SOCKADDR_NL, Integer.BYTES);
      address.set(JAVA_SHORT, 0, (short) AF_NETLINK);
      address.set(JAVA_INT, 8, groups);
      socket.check("bind", socket.bindTo(address));
    }
    return socket;
  }

  /**
   * Opens a socket that sends datagrams to names in the file system.
   *
   * @throws SystemCallException if it cannot be opened
   */
  public static MessageSocket datagrams() {
    return make(AF_UNIX, SOCK_DGRAM, 0, "unix socket", 0);
  }

  /** Opens a socket that receives datagrams at a name, with {@code @} for a leading NUL. */
  static MessageSocket datagramsAt(String name, int capacity) {
    MessageSocket socket = make(AF_UNIX, SOCK_DGRAM, 0, name, capacity);
    try (Arena arena = Arena.ofConfined()) {
      socket.option(SO_PASSCRED, arena.allocateFrom(JAVA_INT, 1));
      MemorySegment address = Objects.requireNonNull(unixAddress(arena, name), name);
      socket.check("bind", socket.bindTo(address));
    }
    return socket;
  }

  private static MessageSocket make(int domain, int type, int protocol, String path, int capacity) {
    Platform.require();
    int fd = SystemCalls.socket(domain, type, protocol);
    if (fd < 0) {
      throw new SystemCallException("socket", path, fd);
    }
    return new MessageSocket(fd, path, capacity);
  }

  private int option(int option, MemorySegment value) {
    int fd = begin();
    if (fd < 0) {
      return fd;
    }
    try {
      return SystemCalls.setsockopt(fd, SOL_SOCKET, option, value);
    } finally {
      end();
    }
  }

  private int bindTo(MemorySegment address) {
    int fd = begin();
    if (fd < 0) {
      return fd;
    }
    try {
      return SystemCalls.bind(fd, address);
    } finally {
      end();
    }
  }

  private void check(String call, int result) {
    if (result < 0) {
      close();
      throw new SystemCallException(call, path(), result);
    }
  }

  /**
   * Creates a {@code struct sockaddr_un}; a name that begins with {@code @} is not in the file
   * system. Null if the name is too long.
   */
  private static @Nullable MemorySegment unixAddress(Arena arena, String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    boolean isAbstract = name.startsWith("@");
    int size = Short.BYTES + bytes.length + (isAbstract ? 0 : 1);
    if (size > SOCKADDR_UN) {
      return null;
    }
    MemorySegment address = arena.allocate(size, Short.BYTES);
    address.set(JAVA_SHORT, 0, (short) AF_UNIX);
    MemorySegment.copy(bytes, 0, address, JAVA_BYTE, Short.BYTES, bytes.length);
    if (isAbstract) {
      address.set(JAVA_BYTE, Short.BYTES, (byte) 0);
    }
    return address;
  }

  /**
   * Sends one datagram.
   *
   * @param name of the receiver: a path, or {@code @} and an abstract name
   * @return the number of bytes, or a negative error number
   */
  public int send(String name, byte[] datagram) {
    int fd = begin();
    if (fd < 0) {
      return fd;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = unixAddress(arena, name);
      return address == null
          ? SystemError.ENAMETOOLONG.result()
          : SystemCalls.sendto(fd, arena.allocateFrom(JAVA_BYTE, datagram), MSG_NOSIGNAL, address);
    } finally {
      end();
    }
  }

  // ---- receiving

  /**
   * Receives one message.
   *
   * @return its size, or a negative error number: {@code -EAGAIN} if there is none, {@code
   *     -ENOBUFS} if some were lost
   */
  public int receive() {
    int fd = begin();
    if (fd < 0) {
      return fd;
    }
    try {
      header.fill((byte) 0);
      header.set(JAVA_LONG, 0, header.address() + SENDER);
      header.set(JAVA_INT, 8, SOCKADDR_NL);
      header.set(JAVA_LONG, 16, header.address() + IOVEC);
      header.set(JAVA_LONG, 24, 1);
      header.set(JAVA_LONG, 32, header.address() + CONTROL);
      header.set(JAVA_LONG, 40, CONTROL_SIZE);
      header.set(JAVA_LONG, IOVEC, message.address());
      header.set(JAVA_LONG, IOVEC + 8, message.byteSize());
      int result;
      do {
        result = SystemCalls.recvmsg(fd, header, message);
      } while (result == SystemError.EINTR.result());
      return result;
    } finally {
      end();
    }
  }

  /** The message that {@link #receive} received; valid until it is called again. */
  public MemorySegment message(int size) {
    return message.asSlice(0, size).asReadOnly();
  }

  /** Whether the last message was truncated. */
  public boolean isCut() {
    return (header.get(JAVA_INT, 48) & MSG_TRUNC) != 0;
  }

  /** The netlink port that the last message came from: 0 is the kernel; or {@link #NOBODY}. */
  public int senderPort() {
    return header.get(JAVA_INT, 8) == SOCKADDR_NL && header.get(JAVA_SHORT, SENDER) == AF_NETLINK
        ? header.get(JAVA_INT, SENDER + 4)
        : NOBODY;
  }

  /** The user id of the last message's sender, which the kernel guarantees; or {@link #NOBODY}. */
  public int senderUser() {
    boolean hasCredentials =
        header.get(JAVA_LONG, 40) >= CMSG_DATA + 12
            && header.get(JAVA_INT, CONTROL + 8) == SOL_SOCKET
            && header.get(JAVA_INT, CONTROL + 12) == SCM_CREDENTIALS;
    // struct ucred: process, user, group
    return hasCredentials ? header.get(JAVA_INT, CONTROL + CMSG_DATA + 4) : NOBODY;
  }
}
