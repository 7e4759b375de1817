/**
 * What {@code hidbpf new} makes: the folder of a fix, from the recording of a device. The C text is
 * put together from the templates beside this package's classes, which are resources.
 */
@NullMarked
package io.github.hidbpf4j.cli.author;

import org.jspecify.annotations.NullMarked;
