/**
 * Implements {@code hidbpf new}: makes the folder of a fix from the recording of a device. The C
 * text is assembled from the templates beside this package's classes, which are resources.
 */
@NullMarked
package io.github.hidbpf4j.cli.author;

import org.jspecify.annotations.NullMarked;
