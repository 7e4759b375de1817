package io.github.hidbpf4j.testing.watch;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;

/**
 * Tells that something may have changed in some folders. One thread at a time. What changed is not
 * told: whoever waits looks at the files anyway, of which some have changed by then that nobody was
 * told of yet.
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
