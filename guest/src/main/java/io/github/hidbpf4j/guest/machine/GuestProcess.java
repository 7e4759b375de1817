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
 * The process that a guest runs in, QEMU or the kernel itself, with the channel over its standard
 * streams, and the console's file.
 */
final class GuestProcess {
  /** Maximum length of a socket's path. */
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
    // A guest whose channel is closed switches itself off, unless it hangs.
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

  /** The system's message, which Java wraps twice. */
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

  /** The folder that the guest can mount, if it is a process of the host. */
  private Path shared() {
    return folder.resolve("shared");
  }

  /** The folder for the kernel's files, if it is a process of the host. */
  private Path state() {
    return folder.resolve("kernel");
  }

  private Path console() {
    return folder.resolve("console");
  }

  Path monitor() {
    return folder.resolve("qmp");
  }

  /** Sends a message; false if the guest is gone. */
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
   * @return the message; null if the guest has ended, or none came in time
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
        // Its console is complete once it has ended.
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

  /** The console's text from an offset. */
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

  /** Why nothing came: what the console says from an offset, or what is known otherwise. */
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

  /**
   * Kills it, with the processes in which a User-Mode Linux runs its own, and which it would leave
   * behind.
   */
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

  /** Kills it at once, and deletes its large files. */
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
        // The JVM is ending, so the hook is running.
      }
    }
  }
}
