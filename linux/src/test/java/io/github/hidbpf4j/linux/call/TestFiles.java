package io.github.hidbpf4j.linux.call;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** Pairs of open non-blocking files, to simulate devices with. */
public final class TestFiles {
  private static final int O_NONBLOCK = 0x800;
  private static final int AF_UNIX = 1;
  private static final int SOCK_SEQPACKET = 5;

  private static final MethodHandle PIPE2 =
      function("pipe2", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle SOCKETPAIR =
      function(
          "socketpair", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));

  private TestFiles() {}

  /** Two ends: of a pipe, the one for reading and the one for writing; of a socket, equal ones. */
  public record Pair(int first, int second) {}

  private static MethodHandle function(String name, FunctionDescriptor descriptor) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor);
  }

  private interface Call {
    int make(MemorySegment ends) throws Throwable;
  }

  private static Pair pair(Call call) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ends = arena.allocate(JAVA_INT, 2);
      if (call.make(ends) != 0) {
        throw new AssertionError("no pair of files");
      }
      return new Pair(ends.getAtIndex(JAVA_INT, 0), ends.getAtIndex(JAVA_INT, 1));
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }

  /** Opens a pipe. */
  public static Pair pipe() {
    return pair(ends -> (int) PIPE2.invokeExact(ends, O_NONBLOCK));
  }

  /**
   * Opens two connected packet sockets: each write is one read at the other end, as with reports.
   */
  public static Pair packets() {
    return pair(
        ends -> (int) SOCKETPAIR.invokeExact(AF_UNIX, SOCK_SEQPACKET | O_NONBLOCK, 0, ends));
  }

  /** An open file that is not a device. */
  public static OpenFile file(int fd) {
    return new OpenFile(fd, "test " + fd);
  }

  /** Sends a message to a group of uevents, which only root may; returns the result of sendto. */
  public static int sendUevent(int group, byte[] message) {
    int fd = SystemCalls.socket(16, 3, 15);
    try (Arena arena = Arena.ofConfined()) {
      // struct sockaddr_nl
      MemorySegment address = arena.allocate(12, Integer.BYTES);
      address.set(ValueLayout.JAVA_SHORT, 0, (short) 16);
      address.set(JAVA_INT, 8, group);
      return SystemCalls.sendto(fd, arena.allocateFrom(ValueLayout.JAVA_BYTE, message), 0, address);
    } finally {
      SystemCalls.close(fd);
    }
  }

  /** Opens a socket that receives datagrams at a name, with {@code @} for a leading NUL. */
  public static MessageSocket datagramsAt(String name, int capacity) {
    return MessageSocket.datagramsAt(name, capacity);
  }
}
