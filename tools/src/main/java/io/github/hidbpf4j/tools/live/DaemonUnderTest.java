package io.github.hidbpf4j.tools.live;

import io.github.hidbpf4j.linux.call.Signals;
import io.github.hidbpf4j.live.daemon.ControlClient;
import io.github.hidbpf4j.live.daemon.ControlException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** {@code hidbpf daemon} as a process in the guest, with fixes in a folder that it trusts. */
final class DaemonUnderTest implements AutoCloseable {
  private static final Path FIXES = Path.of("/etc/hidbpf/fixes");
  private static final Path RUN = Path.of("/run/hidbpf");
  private static final long LIMIT_MILLIS = 60_000;
  private static final long STEP_MILLIS = 25;

  private final RunningCommand command;

  private DaemonUnderTest(RunningCommand command) {
    this.command = command;
  }

  /** Installs an object where daemons look for it. */
  static void install(String name, byte[] object) throws IOException {
    // Anybody may write to the root of an initramfs, and nothing below such a folder is trusted.
    Files.setPosixFilePermissions(Path.of("/"), PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.createDirectories(FIXES);
    Files.createDirectories(RUN);
    Files.write(FIXES.resolve(name), object);
  }

  /** Uninstalls an object. */
  static void uninstall(String name) throws IOException {
    boolean _ = Files.deleteIfExists(FIXES.resolve(name));
  }

  /**
   * Starts a daemon that bridges.
   *
   * @param options options of the JVM
   */
  static DaemonUnderTest start(List<String> options) throws IOException {
    return start(options, "bridge");
  }

  /**
   * Starts a daemon.
   *
   * @param options options of the JVM
   * @param mode where it runs fixes: {@code kernel}, {@code bridge}, {@code auto}
   */
  static DaemonUnderTest start(List<String> options, String mode) throws IOException {
    return new DaemonUnderTest(
        RunningCommand.start(
            options,
            "daemon",
            "--mode",
            mode,
            "--folder",
            FIXES.toString(),
            "--run",
            RUN.toString()));
  }

  /** Its status line for a device; "" if it has none, or does not answer yet. */
  private static String status(String device) throws IOException {
    try {
      return ControlClient.ask(RUN, "status")
          .lines()
          .filter(line -> line.contains("\"device\":\"" + device + "\""))
          .findFirst()
          .orElse("");
    } catch (ControlException e) {
      return "";
    }
  }

  /** Whether it bridges a device, and the clone has taken over. */
  boolean isAttached(String device) throws IOException {
    ScenarioFailure.unless(command.isAlive(), "the daemon has ended: " + command.output());
    return status(device).contains("\"phase\":\"attached\"");
  }

  /** Waits until the clone of a device has taken over. */
  void awaitAttached(String device) throws IOException, InterruptedException {
    for (long waited = 0; !isAttached(device); waited += STEP_MILLIS) {
      ScenarioFailure.unless(
          waited < LIMIT_MILLIS,
          "%s is not attached: %s; the daemon: %s"
              .formatted(device, status(device), command.output()));
      Thread.sleep(STEP_MILLIS);
    }
  }

  /** Whether it answers. */
  boolean answers() throws IOException {
    return command.isAlive() && !ControlClient.ask(RUN, "status").isEmpty();
  }

  /** Its output. */
  String output() {
    return command.output();
  }

  /** The kernel's statistics of the process. */
  ProcessFigures figures() throws IOException {
    return ProcessFigures.of(command.pid());
  }

  /** The process id. */
  long pid() {
    return command.pid();
  }

  /** Sends SIGTERM or SIGKILL, and does not wait. */
  void kill(boolean hard) {
    command.signal(hard);
  }

  /** Waits for its end; returns the exit code. */
  int await() throws InterruptedException {
    return command.await();
  }

  /** Stops the process. */
  void stop() {
    ScenarioFailure.unless(Signals.stop(command.pid()) == 0, "SIGSTOP failed");
  }

  /** Resumes the process. */
  void resume() {
    ScenarioFailure.unless(Signals.resume(command.pid()) == 0, "SIGCONT failed");
  }

  @Override
  public void close() {
    command.close();
  }
}
