/** Waits for changes of the files that tests are made of. */
@NullMarked
package io.github.hidbpf4j.testing.watch;

import org.jspecify.annotations.NullMarked;
