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
 * Changes as the file system tells of them (inotify). Editors write another file and rename it,
 * compilers write in pieces, and make builds one object after the other: what follows closely upon
 * each other is one change.
 */
public final class FolderChanges implements Changes {
  /** Nothing more happens for so long: what was being written is complete. */
  private static final long QUIET_MILLIS = 100;

  /** Then it is told even if something is written all the time. */
  private static final long LONGEST_NANOS = 2_000_000_000L;

  private final WatchService service;
  private Map<Path, WatchKey> keys = new HashMap<>();

  /**
   * Watches nothing yet.
   *
   * @throws IOException when the system watches no files
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
        // Also where it is known: it may have been removed and made anew.
        WatchKey key =
            real.register(
                service,
                StandardWatchEventKinds.ENTRY_CREATE,
                StandardWatchEventKinds.ENTRY_DELETE,
                StandardWatchEventKinds.ENTRY_MODIFY);
        now.put(real, key);
        more |= !key.equals(before);
      } catch (NoSuchFileException | NotDirectoryException _) {
        // The folder in which it was tells when it is there again.
      } catch (IOException e) {
        throw new IOException(
            "%s: cannot be watched: %s (fs.inotify.max_user_watches limits how many are)"
                .formatted(folder, e.getMessage()),
            e);
      }
    }
    // A folder that got another name has the key that it had before.
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

  /** Drains the events of a key; a removed folder has no more. */
  private static void done(WatchKey key) {
    key.pollEvents();
    boolean _ = key.reset();
  }

  @Override
  public void close() throws IOException {
    service.close();
  }
}
