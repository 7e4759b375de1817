package io.github.hidbpf4j.guest.machine;

import io.github.hidbpf4j.guest.GuestException;
import io.github.hidbpf4j.guest.channel.GuestChannel;
import io.github.hidbpf4j.guest.channel.GuestMessage;
import io.github.hidbpf4j.guest.runtime.Initramfs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The process that a guest runs in, QEMU's or the kernel's own, the channel through its standard
 * streams, and the console's file.
 */
final class GuestProcess {
  /** The longest path of a socket. */
  private static final int SOCKET_PATH = 107;

  private static final Pattern EXEC_FAILED = Pattern.compile("error: \\d+ \\((.*)\\)");
  private static final Duration END_LIMIT = Duration.ofSeconds(10);

  private final Process process;
  private final GuestChannel channel;
  private final Path folder;
  private final BlockingQueue<Optional<GuestMessage>> messages = new LinkedBlockingQueue<>();
  private final Thread atExit;
  private final boolean isKernel;
  private volatile @Nullable IOException channelFailure;

  GuestProcess(GuestSetup setup, Accelerator accelerator) {
    isKernel = setup.kernel().isProcess();
    try {
      Files.createDirectories(setup.folder());
      folder = Files.createTempDirectory(setup.folder(), "guest");
      Path initramfs = folder.resolve("initramfs");
      setup.initramfs().write(initramfs, setup.kernel().modules().closure(setup.modules()));
      Files.createFile(console());
      if (isKernel) {
        Files.createDirectory(shared());
        process =
            start(
                UserModeMachine.command(
                    setup.kernel().boot(), setup.hardware(), initramfs, shared(), state()),
                console());
      } else {
        process = start(emulator(setup, accelerator, initramfs), folder.resolve("qemu.log"));
      }
    } catch (IOException e) {
      throw new GuestException("guest: " + e.getMessage(), e);
    }
    // A guest whose channel is closed switches itself off; one that is stuck does not.
    atExit = Thread.ofPlatform().unstarted(this::destroy);
    Runtime.getRuntime().addShutdownHook(atExit);
    channel =
        new GuestChannel(
            process.getInputStream(), process.getOutputStream(), isKernel ? shared() : null);
    Thread.ofVirtual().start(this::receive);
  }

  /** QEMU's command line. */
  private List<String> emulator(GuestSetup setup, Accelerator accelerator, Path initramfs) {
    if (monitor().toString().length() > SOCKET_PATH) {
      throw new GuestException(
          "%s: longer than %d bytes, which the path of a socket may have: use a shorter folder"
              .formatted(monitor(), SOCKET_PATH));
    }
    return setup
        .hardware()
        .command(
            setup.qemu(),
            accelerator,
            setup.kernel().boot(),
            initramfs,
            Initramfs.INIT,
            Initramfs.LIBRARY_PATH,
            console(),
            monitor());
  }

  private Process start(List<String> command, Path errors) {
    try {
      return new ProcessBuilder(command).redirectError(errors.toFile()).start();
    } catch (IOException e) {
      throw new GuestException(
          "%s: cannot be started: %s%s"
              .formatted(
                  command.getFirst(),
                  reason(e),
                  isKernel ? "" : "; install it (Debian: package qemu-system-x86)"),
          e);
    }
  }

  /** What the system says; Java wraps it twice. */
  private static String reason(IOException e) {
    String message = String.valueOf(e.getMessage());
    Matcher reason = EXEC_FAILED.matcher(message);
    return reason.find() ? reason.group(1) : message;
  }

  private void receive() {
    try {
      GuestMessage message = channel.receive();
      while (message != null) {
        messages.add(Optional.of(message));
        message = channel.receive();
      }
    } catch (IOException e) {
      channelFailure = e;
    }
    messages.add(Optional.empty());
  }

  Path folder() {
    return folder;
  }

  /** What the guest can mount, if it is a process itself. */
  private Path shared() {
    return folder.resolve("shared");
  }

  /** Where the kernel keeps files if it is a process. */
  private Path state() {
    return folder.resolve("kernel");
  }

  private Path console() {
    return folder.resolve("console");
  }

  Path monitor() {
    return folder.resolve("qmp");
  }

  /** Sends a message; false if nobody is there any more. */
  boolean send(GuestMessage message) {
    try {
      channel.send(message);
      return true;
    } catch (IOException e) {
      channelFailure = e;
      return false;
    }
  }

  /**
   * The next message.
   *
   * @return null if the guest has ended, or there was none until then
   */
  @Nullable GuestMessage next(long deadlineNanos) {
    try {
      Optional<GuestMessage> message =
          messages.poll(Math.max(0, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
      if (message == null) {
        return null;
      }
      if (message.isEmpty()) {
        messages.add(message);
        // Its console is whole when it is over.
        process.waitFor(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      }
      return message.orElse(null);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      kill();
      throw new GuestException("interrupted", e);
    }
  }

  boolean isOver() {
    return !process.isAlive();
  }

  /** What the kernel has written to its console since a place in it. */
  String consoleFrom(long offset) {
    try {
      byte[] bytes = Files.readAllBytes(console());
      int begin = (int) Math.min(offset, bytes.length);
      return new String(bytes, begin, bytes.length - begin, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new GuestException(console() + ": " + e.getMessage(), e);
    }
  }

  long consoleSize() {
    try {
      return Files.size(console());
    } catch (IOException e) {
      throw new GuestException(console() + ": " + e.getMessage(), e);
    }
  }

  /** Why nothing came: what the console says since a place in it, or what is known otherwise. */
  ConsoleText.Diagnosis diagnosis(long since, Duration limit) {
    ConsoleText.Diagnosis found = new ConsoleText(consoleFrom(since)).diagnosis();
    if (found != null) {
      return found;
    }
    if (isOver()) {
      String log = lastLine(folder.resolve("qemu.log"));
      return new ConsoleText.Diagnosis(
          GuestDeath.ENDED,
          "%s ended with %d%s"
              .formatted(
                  isKernel ? "its process" : "QEMU",
                  process.exitValue(),
                  log.isEmpty() ? "" : ": " + log));
    }
    IOException failure = channelFailure;
    if (failure != null) {
      return new ConsoleText.Diagnosis(GuestDeath.ENDED, String.valueOf(failure.getMessage()));
    }
    return new ConsoleText.Diagnosis(
        GuestDeath.HANG, "no answer within %.1f s".formatted(limit.toMillis() / 1e3));
  }

  private static String lastLine(Path file) {
    try {
      List<String> lines = Files.readAllLines(file);
      return lines.isEmpty() ? "" : lines.getLast();
    } catch (IOException e) {
      return "";
    }
  }

  /** Waits for its end. */
  boolean awaitEnd(Duration limit) {
    try {
      return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** With the processes that a User-Mode Linux runs its own ones in, and would leave behind. */
  private void destroy() {
    List<ProcessHandle> below = process.descendants().toList();
    process.destroyForcibly();
    below.forEach(ProcessHandle::destroyForcibly);
  }

  private static void delete(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      try (Stream<Path> left = Files.list(folder)) {
        for (Path file : (Iterable<Path>) left::iterator) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
  }

  /** Ends it at once, and drops what is large of it. */
  void kill() {
    destroy();
    awaitEnd(END_LIMIT);
    try {
      Files.deleteIfExists(folder.resolve("initramfs"));
      Files.deleteIfExists(monitor());
      delete(shared());
      delete(state());
    } catch (IOException e) {
      throw new GuestException(folder + ": " + e.getMessage(), e);
    } finally {
      try {
        Runtime.getRuntime().removeShutdownHook(atExit);
      } catch (IllegalStateException e) {
        // The JVM ends: the hook is running.
      }
    }
  }
}
