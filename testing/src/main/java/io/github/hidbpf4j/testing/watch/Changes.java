package io.github.hidbpf4j.testing.watch;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;

/**
 * Waits until something may have changed in some folders. For one thread at a time. It does not say
 * what changed: the caller checks all files anyway, since more of them may have changed since.
 */
public interface Changes extends Closeable {
  /**
   * Watches these folders from now on, without their subfolders, and no others. A folder that does
   * not exist is skipped.
   *
   * @param folders all folders to watch
   * @return whether one of them was not watched before, so that earlier changes in it are not
   *     reported
   * @throws IOException if the system cannot watch so many
   */
  boolean watch(Collection<Path> folders) throws IOException;

  /**
   * Waits for a change.
   *
   * @return whether there was one; false if there will be no more
   */
  boolean await();
}
