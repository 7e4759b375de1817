package io.github.hidbpf4j.testing.watch;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;

/**
 * Waits until something may have changed in some folders. For one thread at a time. It does not say
 * what changed: the caller looks at all files anyway, as more of them may have changed since.
 */
public interface Changes extends Closeable {
  /**
   * Watches these folders from now on, each without those below it, and no others. A folder that is
   * not there is passed over.
   *
   * @param folders all that are watched
   * @return whether one of them was not watched before: what changed in it until now is not told
   * @throws IOException when the system does not watch so many
   */
  boolean watch(Collection<Path> folders) throws IOException;

  /**
   * Waits for a change.
   *
   * @return whether there was one; false when there will be none any more
   */
  boolean await();
}
