package io.github.hidbpf4j.live.daemon;

import io.github.hidbpf4j.linux.systemd.ServiceNotifier;
import io.github.hidbpf4j.linux.uevent.Uevent;
import io.github.hidbpf4j.linux.uevent.Uevents;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A daemon as a service: the sources of changes (uevents, files in the folders of fixes), its
 * socket, and its signs of life to systemd.
 */
public final class DaemonService implements AutoCloseable {
  private static final Set<String> SUBSYSTEMS = Set.of("hid", "hidraw", "input");

  private final Daemon daemon;
  private final Uevents uevents;
  private final ControlServer control;
  private final ServiceNotifier systemd;
  private final Consumer<String> log;
  private final WatchService files;
  private final List<Path> fixFolders;
  private volatile boolean closed;

  /**
   * Creates a service that does not run yet.
   *
   * @param uevents of the machine
   * @param fixFolders folders that are watched for changes; for one that does not exist, its
   *     nearest existing parent is watched
   * @param runFolder where the socket is created
   * @param log receives a line for each thing that does not work any more
   * @throws ControlException if another daemon runs
   * @throws IOException if the socket cannot be created
   */
  public DaemonService(
      Daemon daemon,
      Uevents uevents,
      List<Path> fixFolders,
      Path runFolder,
      ServiceNotifier systemd,
      Consumer<String> log)
      throws IOException {
    this.daemon = daemon;
    this.uevents = uevents;
    this.systemd = systemd;
    this.log = log;
    this.control = new ControlServer(daemon, runFolder);
    this.files = runFolder.getFileSystem().newWatchService();
    this.fixFolders = List.copyOf(fixFolders);
    watchFolders();
  }

  /** Watches the folders that exist by now; watching one twice has no effect. */
  private void watchFolders() throws IOException {
    for (Path folder : fixFolders) {
      watch(folder);
    }
  }

  /**
   * Watches a folder, and checks again: if it was created between the check and the watch, nothing
   * would report it.
   */
  private void watch(Path folder) throws IOException {
    Path watched = null;
    for (Path there = nearest(folder); !there.equals(watched); there = nearest(folder)) {
      WatchKey _ =
          there.register(
              files,
              StandardWatchEventKinds.ENTRY_CREATE,
              StandardWatchEventKinds.ENTRY_DELETE,
              StandardWatchEventKinds.ENTRY_MODIFY);
      watched = there;
    }
  }

  /** The folder, or its nearest existing parent. */
  private static Path nearest(Path folder) {
    Path there = folder.toAbsolutePath();
    while (!Files.isDirectory(there) && there.getParent() != null) {
      there = there.getParent();
    }
    return there;
  }

  /** Runs until it is closed, on the calling thread. */
  public void run() {
    start("hidbpf-uevents", this::listen);
    start("hidbpf-files", this::watchFiles);
    Duration period = systemd.watchdog().orElse(Duration.ZERO);
    if (!period.isZero()) {
      // systemd ends what hangs, which releases all devices.
      daemon.whileAlive(
          Math.max(1, period.dividedBy(2).toMillis()),
          () -> {
            int _ = systemd.alive();
          });
    }
    int _ = systemd.ready();
    daemon.run();
  }

  private static void start(String name, Runnable body) {
    Thread _ = Thread.ofPlatform().daemon().name(name).start(body);
  }

  private void listen() {
    while (!closed && uevents.await(-1)) {
      boolean concerns = false;
      for (Uevent event = uevents.next(); event != null; event = uevents.next()) {
        concerns |= SUBSYSTEMS.contains(event.subsystem());
      }
      if (uevents.hasLost() || concerns) {
        daemon.changed();
      }
    }
  }

  private void watchFiles() {
    try {
      while (!closed) {
        WatchKey key = files.take();
        key.pollEvents();
        boolean _ = key.reset();
        // Before the daemon lists devices: it sees what exists, and events report what comes.
        watchFolders();
        daemon.changed();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ClosedWatchServiceException e) {
      // The service ends.
      return;
    } catch (IOException e) {
      log.accept("folders of fixes are no longer watched: " + e);
    }
  }

  /** Ends the daemon; all devices work as without it when this returns. */
  @Override
  public void close() throws IOException {
    closed = true;
    int _ = systemd.stopping();
    daemon.close();
    uevents.close();
    files.close();
    control.close();
    systemd.close();
  }
}
