package io.github.hidbpf4j.linux.systemd;

import io.github.hidbpf4j.linux.call.MessageSocket;
import io.github.hidbpf4j.linux.call.SystemCallException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reports the state of the service to systemd ({@code sd_notify(3)}): a datagram to the socket that
 * systemd names in the environment. Without one, does nothing. From any thread; never blocks.
 */
public final class ServiceNotifier implements AutoCloseable {
  /** Environment variable with the socket. */
  public static final String NOTIFY_SOCKET = "NOTIFY_SOCKET";

  /**
   * Environment variable with the interval in microseconds at which systemd expects a sign of life.
   */
  public static final String WATCHDOG_USEC = "WATCHDOG_USEC";

  /** Environment variable with the process that it expects it from. */
  public static final String WATCHDOG_PID = "WATCHDOG_PID";

  private final @Nullable MessageSocket socket;
  private final String name;
  private final Optional<Duration> watchdog;

  private ServiceNotifier(
      @Nullable MessageSocket socket, String name, Optional<Duration> watchdog) {
    this.socket = socket;
    this.name = name;
    this.watchdog = watchdog;
  }

  /** The notifier of this process. */
  public static ServiceNotifier ofProcess() {
    return of(System.getenv(), ProcessHandle.current().pid());
  }

  /**
   * The notifier of a process with this environment.
   *
   * @throws SystemCallException if the socket cannot be opened
   */
  public static ServiceNotifier of(Map<String, String> environment, long pid) {
    String name = environment.getOrDefault(NOTIFY_SOCKET, "");
    // Other kinds of names, such as vsock:, are for other machines.
    boolean usable = name.length() > 1 && (name.startsWith("/") || name.startsWith("@"));
    return new ServiceNotifier(
        usable ? MessageSocket.datagrams() : null, name, watchdog(environment, pid));
  }

  private static Optional<Duration> watchdog(Map<String, String> environment, long pid) {
    String process = environment.getOrDefault(WATCHDOG_PID, "");
    if (!process.isEmpty() && !process.equals(Long.toString(pid))) {
      return Optional.empty();
    }
    try {
      long micros = Long.parseLong(environment.getOrDefault(WATCHDOG_USEC, ""));
      return micros > 0 && micros <= Long.MAX_VALUE / 1000
          ? Optional.of(Duration.ofNanos(micros * 1000))
          : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Whether systemd listens. */
  public boolean isActive() {
    return socket != null;
  }

  /** The time within which {@link #alive} must be called again; half of it is a good period. */
  public Optional<Duration> watchdog() {
    return watchdog;
  }

  /**
   * Reports that the service is ready: READY=1. Returns 0 or a negative error number, as do the
   * other methods.
   */
  public int ready() {
    return send("READY=1");
  }

  /** Reports that the service is about to end: STOPPING=1. */
  public int stopping() {
    return send("STOPPING=1");
  }

  /** Reports that the service is alive: WATCHDOG=1. */
  public int alive() {
    return send("WATCHDOG=1");
  }

  /**
   * Reports what the service does, for {@code systemctl status}: STATUS=. Line breaks become
   * spaces, since each line is an assignment.
   */
  public int status(String text) {
    return send("STATUS=" + text.replaceAll("\\R|\\p{Cntrl}", " "));
  }

  private int send(String state) {
    if (socket == null) {
      return 0;
    }
    return Math.min(0, socket.send(name, state.getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public void close() {
    if (socket != null) {
      socket.close();
    }
  }
}
