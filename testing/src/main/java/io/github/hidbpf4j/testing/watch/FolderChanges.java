package io.github.hidbpf4j.testing.watch;

import io.github.hidbpf4j.time.Stopwatch;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Changes reported by the file system (inotify). Editors write another file and rename it,
 * compilers write in pieces, and make builds one object after another: changes in close succession
 * count as one.
 */
public final class FolderChanges implements Changes {
  /** After so much silence, what was being written is complete. */
  private static final long QUIET_MILLIS = 100;

  /** Time after which a change is reported even if files are still being written. */
  private static final long LONGEST_NANOS = 2_000_000_000L;

  private final WatchService service;
  private Map<Path, WatchKey> keys = new HashMap<>();

  /**
   * Creates a watch of no folder.
   *
   * @throws IOException if the system cannot watch files
   */
  public FolderChanges() throws IOException {
    this.service = FileSystems.getDefault().newWatchService();
  }

  @Override
  public boolean watch(Collection<Path> folders) throws IOException {
    boolean more = false;
    Map<Path, WatchKey> now = new HashMap<>();
    for (Path folder : folders) {
      try {
        Path real = folder.toRealPath();
        WatchKey before = keys.get(real);
        // Register known folders again, too: they may have been removed and recreated.
        WatchKey key =
            real.register(
                service,
                StandardWatchEventKinds.ENTRY_CREATE,
                StandardWatchEventKinds.ENTRY_DELETE,
                StandardWatchEventKinds.ENTRY_MODIFY);
        now.put(real, key);
        more |= !key.equals(before);
      } catch (NoSuchFileException | NotDirectoryException _) {
        // Its parent folder will report when it exists again.
      } catch (IOException e) {
        throw new IOException(
            "%s: cannot be watched: %s (fs.inotify.max_user_watches limits how many are)"
                .formatted(folder, e.getMessage()),
            e);
      }
    }
    // A renamed folder still has its old key.
    keys.values().stream().filter(key -> !now.containsValue(key)).forEach(WatchKey::cancel);
    keys = now;
    return more;
  }

  @Override
  public boolean await() {
    try {
      done(service.take());
      Stopwatch since = Stopwatch.start();
      WatchKey next = soon();
      while (next != null) {
        done(next);
        next = since.nanos() < LONGEST_NANOS ? soon() : null;
      }
      return true;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private @Nullable WatchKey soon() throws InterruptedException {
    return service.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Drains the events of a key, which a removed folder has no more. */
  private static void done(WatchKey key) {
    key.pollEvents();
    boolean _ = key.reset();
  }

  @Override
  public void close() throws IOException {
    service.close();
  }
}
