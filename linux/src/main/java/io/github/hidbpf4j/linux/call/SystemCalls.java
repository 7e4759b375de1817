package io.github.hidbpf4j.linux.call;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All C library functions that this module calls. Results are those of the functions, or the
 * negated error number. Any of them may block. It is long because there is no other class of
 * downcalls to the C library.
 *
 * <p>What every process with devices calls is linked as functions of three words, without memory
 * and without the error number: Java makes classes for each type of functions, a slice of a segment
 * or a call that captures errno creates an object, and the first compiler inlines little of what
 * Java does with both. So memory is passed as an address, and a call that failed, and so had no
 * effect, is repeated with capturing. Memory must not be freed by another thread meanwhile: it is
 * the calling thread's or the collector's ({@link Arena#ofConfined}, {@link Arena#ofAuto}), never
 * of a shared arena.
 */
final class SystemCalls {
  static final int O_RDONLY = 0;
  static final int O_RDWR = 2;
  static final int O_NOCTTY = 0x100;
  static final int O_NONBLOCK = 0x800;
  static final int O_CLOEXEC = 0x80000;

  static final short POLLIN = 1;
  static final short POLLERR = 8;
  static final short POLLHUP = 16;
  static final short POLLNVAL = 32;

  /** Argument of {@link #poll} for no file. */
  static final int NO_FILE = -1;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
  private static final long ERRNO_OFFSET =
      Linker.Option.captureStateLayout().byteOffset(MemoryLayout.PathElement.groupElement("errno"));

  /**
   * Of all functions that take up to three words. Linking takes milliseconds for each type of
   * functions, which this one then has behind it. An argument that C has as an int is the lower
   * half of its word, as is such a result. Of open and ioctl two arguments are declared; for the
   * others, which have all of theirs in the same registers, that changes nothing.
   */
  private static final FunctionDescriptor WORDS =
      FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

  private static final Linker.Option TWO_DECLARED = Linker.Option.firstVariadicArg(2);

  private static final MethodHandle OPEN = plainFunction("open");
  private static final MethodHandle CLOSE = plainFunction("close");
  private static final MethodHandle READ = plainFunction("read");
  private static final MethodHandle WRITE = plainFunction("write");
  private static final MethodHandle POLL = plainFunction("poll");
  private static final MethodHandle IOCTL = plainFunction("ioctl");
  private static final MethodHandle EVENTFD = plainFunction("eventfd");

  // Those that few processes call are linked on demand.

  /** Repeats failed calls, capturing errno. */
  private static final class Failed {
    static final MethodHandle OPEN_AGAIN = function("open");
    static final MethodHandle READ_AGAIN = function("read");
    static final MethodHandle POLL_AGAIN = function("poll");
    static final MethodHandle IOCTL_AGAIN = function("ioctl");
    static final MethodHandle EVENTFD_AGAIN = function("eventfd");
  }

  /** Calls that may have had an effect although they failed, capturing errno at once. */
  private static final class Once {
    static final MethodHandle WRITE_ONCE = function("write");
    static final MethodHandle IOCTL_ONCE = function("ioctl");
  }

  /** What reads that wait need; null where the C library has no such function. */
  private static final class Waits {
    static final @Nullable MethodHandle FCNTL = plainFunctionIfAny("fcntl");
    static final @Nullable MethodHandle GETTID = plainFunctionIfAny("gettid");
    static final @Nullable MethodHandle TGKILL = plainFunctionIfAny("tgkill");
    static final @Nullable MethodHandle SIGINTERRUPT = plainFunctionIfAny("siginterrupt");
    static final int F_GETFL = 3;
    static final int F_SETFL = 4;
  }

  private static final class Sockets {
    static final MethodHandle SOCKET = function("socket");
    static final MethodHandle BIND = function("bind");
    static final MethodHandle SETSOCKOPT =
        function(
            "setsockopt",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    static final MethodHandle SENDTO =
        function(
            "sendto",
            FunctionDescriptor.of(
                JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
    static final MethodHandle RECVMSG = function("recvmsg");
  }

  private static final class Handlers {
    static final MethodHandle SIGNAL = function("signal");
    static final MethodHandle KILL = function("kill");
    static final long SIG_IGN = 1;
    static final long SIG_ERR = -1;
  }

  private static final class Heap {
    /** {@code malloc_trim} of glibc; null elsewhere. */
    static final @Nullable MethodHandle TRIM = plainFunctionIfAny("malloc_trim");

    static final @Nullable MethodHandle ADVISE = plainFunctionIfAny("madvise");
    static final int DONTNEED = 4;
  }

  private static final class Boot {
    static final MethodHandle MOUNT =
        function(
            "mount",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
    static final MethodHandle SYSCALL_MEMORY =
        function(
            "syscall",
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS),
            Linker.Option.firstVariadicArg(1));
    static final MethodHandle REBOOT = function("reboot");
    static final long SYS_INIT_MODULE = 175;
    static final long SYS_DELETE_MODULE = 176;
    static final int POWER_OFF = 0x4321fedc;
  }

  private static final class Bpf {
    static final MethodHandle SYSCALL =
        function(
            "syscall",
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG),
            Linker.Option.firstVariadicArg(1));
  }

  private static final long POLL_OFFSET = 16;
  private static final long COUNT_OFFSET = 32;
  private static final long SCRATCH_SIZE = 40;

  /** Scratch memory of a thread: errno, and memory for {@link OpenFile#await}. */
  private static final ThreadLocal<MemorySegment> SCRATCH =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(SCRATCH_SIZE, 8));

  private SystemCalls() {}

  /** One of the type {@link #WORDS} that captures errno. */
  private static MethodHandle function(String name) {
    return function(name, WORDS, TWO_DECLARED);
  }

  private static MethodHandle function(
      String name, FunctionDescriptor descriptor, Linker.Option... more) {
    Linker.Option[] options = new Linker.Option[more.length + 1];
    options[0] = ERRNO;
    System.arraycopy(more, 0, options, 1, more.length);
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, options);
  }

  /** One of the type {@link #WORDS}. */
  private static MethodHandle plainFunction(String name) {
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), WORDS, TWO_DECLARED);
  }

  private static @Nullable MethodHandle plainFunctionIfAny(String name) {
    return LINKER
        .defaultLookup()
        .find(name)
        .map(found -> LINKER.downcallHandle(found, WORDS, TWO_DECLARED))
        .orElse(null);
  }

  private static int errno(MemorySegment scratch) {
    return -scratch.get(JAVA_INT, ERRNO_OFFSET);
  }

  /** What a function that gives an int has given. */
  private static int result(MemorySegment scratch, long given) {
    return (int) given < 0 ? errno(scratch) : (int) given;
  }

  private static AssertionError impossible(Throwable thrown) {
    switch (thrown) {
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new AssertionError("a system call threw", thrown);
    }
  }

  /** The address of a part of a segment, which must be native and not freed. */
  private static long address(MemorySegment memory, long offset, long size) {
    Objects.checkFromIndexSize(offset, size, memory.byteSize());
    if (!memory.isNative()) {
      throw new IllegalArgumentException("not native: " + memory);
    }
    if (!memory.scope().isAlive()) {
      throw new IllegalStateException("freed already: " + memory);
    }
    return memory.address() + offset;
  }

  static int open(String path, int flags) {
    try (Arena arena = Arena.ofConfined()) {
      long name = arena.allocateFrom(path).address();
      long how = flags | O_CLOEXEC;
      long fd = (long) OPEN.invokeExact(name, how, 0L);
      if ((int) fd >= 0) {
        return (int) fd;
      }
      MemorySegment scratch = SCRATCH.get();
      return result(scratch, (long) Failed.OPEN_AGAIN.invokeExact(scratch, name, how, 0L));
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  /** Closes a file descriptor, which is free whatever the result. */
  static void close(int fd) {
    try {
      long _ = (long) CLOSE.invokeExact((long) fd, 0L, 0L);
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  /** Reads; a wait that a signal has ended is {@code -EAGAIN}, as if the file did not wait. */
  static int read(int fd, MemorySegment buffer, long offset, int size) {
    long address = address(buffer, offset, size);
    try {
      long bytes = (long) READ.invokeExact((long) fd, address, (long) size);
      if (bytes >= 0) {
        return (int) bytes;
      }
      if (poll(fd, NO_FILE, 0) == 0) {
        return SystemError.EAGAIN.result();
      }
      MemorySegment scratch = SCRATCH.get();
      bytes = (long) Failed.READ_AGAIN.invokeExact(scratch, (long) fd, address, (long) size);
      return bytes < 0 ? errno(scratch) : (int) bytes;
    } catch (Throwable t) {
      throw impossible(t);
    } finally {
      Reference.reachabilityFence(buffer);
    }
  }

  /** Writes to a file where a write that fails has no effect. */
  static int write(int fd, MemorySegment buffer, long offset, int size) {
    long address = address(buffer, offset, size);
    try {
      long bytes = (long) WRITE.invokeExact((long) fd, address, (long) size);
      return bytes < 0 ? writeOnce(fd, buffer, offset, size) : (int) bytes;
    } catch (Throwable t) {
      throw impossible(t);
    } finally {
      Reference.reachabilityFence(buffer);
    }
  }

  /**
   * Writes to a file where a write that fails may have had an effect, such as a request to a
   * device.
   */
  static int writeOnce(int fd, MemorySegment buffer, long offset, int size) {
    MemorySegment scratch = SCRATCH.get();
    long address = address(buffer, offset, size);
    try {
      long bytes = (long) Once.WRITE_ONCE.invokeExact(scratch, (long) fd, address, (long) size);
      return bytes < 0 ? errno(scratch) : (int) bytes;
    } catch (Throwable t) {
      throw impossible(t);
    } finally {
      Reference.reachabilityFence(buffer);
    }
  }

  /**
   * Waits until one of two files has input, an error, or hung up.
   *
   * @param second the other one, or {@link #NO_FILE}
   * @return the first one's {@code revents} in bits 0 to 15, the second one's in bits 16 to 30
   */
  static int poll(int first, int second, int millis) {
    MemorySegment scratch = SCRATCH.get();
    // struct pollfd: the file, 16 bits of events, 16 bits of revents
    scratch.set(JAVA_INT, POLL_OFFSET, first);
    scratch.set(JAVA_INT, POLL_OFFSET + 4, POLLIN);
    scratch.set(JAVA_INT, POLL_OFFSET + 8, second);
    scratch.set(JAVA_INT, POLL_OFFSET + 12, POLLIN);
    long address = scratch.address() + POLL_OFFSET;
    try {
      long ready = (long) POLL.invokeExact(address, 2L, (long) millis);
      if ((int) ready < 0) {
        ready = (long) Failed.POLL_AGAIN.invokeExact(scratch, address, 2L, (long) millis);
      }
      if ((int) ready < 0) {
        return errno(scratch);
      }
      int one = scratch.get(JAVA_INT, POLL_OFFSET + 4) >>> 16;
      if ((int) ready == (one == 0 ? 0 : 1)) {
        return one;
      }
      return one | scratch.get(JAVA_INT, POLL_OFFSET + 12) & 0x7fff_0000;
    } catch (Throwable t) {
      throw impossible(t);
    } finally {
      Reference.reachabilityFence(scratch);
    }
  }

  /** An ioctl that has no effect if it fails. */
  static int ioctl(int fd, long request, MemorySegment memory, long offset, int size) {
    try {
      return ioctl(fd, request, address(memory, offset, size));
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  /** An ioctl whose argument is the value itself, such as EVIOCGRAB; without effect if it fails. */
  static int ioctl(int fd, long request, long value) {
    try {
      long given = (long) IOCTL.invokeExact((long) fd, request, value);
      if ((int) given >= 0) {
        return (int) given;
      }
      MemorySegment scratch = SCRATCH.get();
      return result(
          scratch, (long) Failed.IOCTL_AGAIN.invokeExact(scratch, (long) fd, request, value));
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  /** An ioctl that may have had an effect if it fails, such as a request to a device. */
  static int ioctlOnce(int fd, long request, MemorySegment memory, long offset, int size) {
    MemorySegment scratch = SCRATCH.get();
    long address = address(memory, offset, size);
    try {
      return result(
          scratch, (long) Once.IOCTL_ONCE.invokeExact(scratch, (long) fd, request, address));
    } catch (Throwable t) {
      throw impossible(t);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  static int eventfd() {
    long flags = O_NONBLOCK | O_CLOEXEC;
    try {
      long fd = (long) EVENTFD.invokeExact(0L, flags, 0L);
      if ((int) fd >= 0) {
        return (int) fd;
      }
      MemorySegment scratch = SCRATCH.get();
      return result(scratch, (long) Failed.EVENTFD_AGAIN.invokeExact(scratch, 0L, flags, 0L));
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  /** Makes an eventfd readable. */
  static void signal(int eventfd) {
    MemorySegment scratch = SCRATCH.get();
    scratch.set(JAVA_LONG, COUNT_OFFSET, 1);
    write(eventfd, scratch, COUNT_OFFSET, Long.BYTES);
  }

  /** Makes an eventfd unreadable. */
  static void reset(int eventfd) {
    read(eventfd, SCRATCH.get(), COUNT_OFFSET, Long.BYTES);
  }

  private static int word(@Nullable MethodHandle function, long first, long second, long third) {
    if (function == null) {
      return SystemError.ENOSYS.result();
    }
    try {
      return (int) (long) function.invokeExact(first, second, third);
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  /** Sets whether calls of a file wait (no O_NONBLOCK); returns whether that was possible. */
  static boolean setWaits(int fd, boolean on) {
    int flags = word(Waits.FCNTL, fd, Waits.F_GETFL, 0);
    int wanted = on ? flags & ~O_NONBLOCK : flags | O_NONBLOCK;
    return flags >= 0 && word(Waits.FCNTL, fd, Waits.F_SETFL, wanted) >= 0;
  }

  /** The number of the calling thread; negative if there is no such function. */
  static int thread() {
    return word(Waits.GETTID, 0, 0, 0);
  }

  /** Sends a signal to a thread of a process. */
  static void signalThread(int pid, int thread, int signal) {
    int _ = word(Waits.TGKILL, pid, thread, signal);
  }

  /**
   * Makes a signal do nothing but end system calls that wait.
   *
   * @return whether that was possible
   */
  static boolean useToInterrupt(int signal) {
    // A function that takes an int and does nothing is a handler.
    long nothing = LINKER.defaultLookup().find("abs").map(MemorySegment::address).orElse(0L);
    MemorySegment scratch = SCRATCH.get();
    try {
      return Waits.GETTID != null
          && Waits.TGKILL != null
          && nothing != 0
          && (long) Handlers.SIGNAL.invokeExact(scratch, (long) signal, nothing, 0L)
              != Handlers.SIG_ERR
          && word(Waits.SIGINTERRUPT, signal, 1, 0) == 0;
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  /** Ignores a signal from now on. */
  static int ignore(int signal) {
    MemorySegment scratch = SCRATCH.get();
    try {
      long before =
          (long) Handlers.SIGNAL.invokeExact(scratch, (long) signal, Handlers.SIG_IGN, 0L);
      return before == Handlers.SIG_ERR ? errno(scratch) : 0;
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  /** Sends a signal. */
  static int kill(int pid, int signal) {
    MemorySegment scratch = SCRATCH.get();
    try {
      return result(
          scratch, (long) Handlers.KILL.invokeExact(scratch, (long) pid, (long) signal, 0L));
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  /** Returns free memory of malloc to the system; returns whether there was any. */
  static boolean trimHeap() {
    MethodHandle trim = Heap.TRIM;
    if (trim == null) {
      return false;
    }
    try {
      long trimmed = (long) trim.invokeExact(0L, 0L, 0L);
      return (int) trimmed != 0;
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  /**
   * Unmaps the pages of a range until they are used again; what was written to them is lost.
   *
   * @return 0, or a negative number
   */
  static int dropPages(long address, long size) {
    return word(Heap.ADVISE, address, size, Heap.DONTNEED);
  }

  /** Mounts a file system without a device, named like its type. */
  static int mount(String type, String folder) {
    MemorySegment scratch = SCRATCH.get();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom(type);
      MemorySegment target = arena.allocateFrom(folder);
      int result =
          (int) Boot.MOUNT.invokeExact(scratch, name, target, name, 0L, MemorySegment.NULL);
      return result < 0 ? errno(scratch) : result;
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  /** The system call {@code init_module}, by its number on x86-64. */
  static int initModule(byte[] image, String parameters) {
    try (Arena arena = Arena.ofConfined()) {
      return bootCall(
          Boot.SYS_INIT_MODULE,
          arena.allocateFrom(JAVA_BYTE, image),
          image.length,
          arena.allocateFrom(parameters));
    }
  }

  /** The system call {@code delete_module}, by its number on x86-64. */
  static int deleteModule(String module) {
    try (Arena arena = Arena.ofConfined()) {
      return bootCall(
          Boot.SYS_DELETE_MODULE, arena.allocateFrom(module), O_NONBLOCK, MemorySegment.NULL);
    }
  }

  private static int bootCall(long number, MemorySegment first, long second, MemorySegment third) {
    MemorySegment scratch = SCRATCH.get();
    try {
      long result = (long) Boot.SYSCALL_MEMORY.invokeExact(scratch, number, first, second, third);
      return result < 0 ? errno(scratch) : (int) result;
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  /** {@code bpf(command, attributes, size)}. */
  static int bpf(long number, int command, MemorySegment attributes) {
    MemorySegment scratch = SCRATCH.get();
    try {
      long result =
          (long)
              Bpf.SYSCALL.invokeExact(
                  scratch, number, (long) command, attributes, attributes.byteSize());
      return result < 0 ? errno(scratch) : (int) result;
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  /** Switches the machine off. */
  static int powerOff() {
    MemorySegment scratch = SCRATCH.get();
    try {
      return result(
          scratch, (long) Boot.REBOOT.invokeExact(scratch, (long) Boot.POWER_OFF, 0L, 0L));
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  // ---- sockets

  static int socket(int domain, int type, int protocol) {
    MemorySegment scratch = SCRATCH.get();
    try {
      long kind = type | O_NONBLOCK | O_CLOEXEC;
      return result(
          scratch,
          (long) Sockets.SOCKET.invokeExact(scratch, (long) domain, kind, (long) protocol));
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  static int bind(int fd, MemorySegment address) {
    MemorySegment scratch = SCRATCH.get();
    try {
      return result(
          scratch,
          (long)
              Sockets.BIND.invokeExact(scratch, (long) fd, address.address(), address.byteSize()));
    } catch (Throwable t) {
      throw impossible(t);
    } finally {
      Reference.reachabilityFence(address);
    }
  }

  static int setsockopt(int fd, int level, int option, MemorySegment value) {
    MemorySegment scratch = SCRATCH.get();
    try {
      int result =
          (int)
              Sockets.SETSOCKOPT.invokeExact(
                  scratch, fd, level, option, value, (int) value.byteSize());
      return result < 0 ? errno(scratch) : result;
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  static int sendto(int fd, MemorySegment message, int flags, MemorySegment address) {
    MemorySegment scratch = SCRATCH.get();
    try {
      long bytes =
          (long)
              Sockets.SENDTO.invokeExact(
                  scratch,
                  fd,
                  message,
                  message.byteSize(),
                  flags,
                  address,
                  (int) address.byteSize());
      return bytes < 0 ? errno(scratch) : (int) bytes;
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  /**
   * Receives one message into the memory that a {@code struct msghdr} points to.
   *
   * @param memory the segment that contains that memory
   */
  static int recvmsg(int fd, MemorySegment header, MemorySegment memory) {
    MemorySegment scratch = SCRATCH.get();
    try {
      long bytes = (long) Sockets.RECVMSG.invokeExact(scratch, (long) fd, header.address(), 0L);
      return bytes < 0 ? errno(scratch) : (int) bytes;
    } catch (Throwable t) {
      throw impossible(t);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }
}
