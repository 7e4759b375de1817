/**
 * The files and streams that commands are given: read within limits, written so that nothing that
 * was there is lost. What goes wrong is a {@link java.nio.file.FileSystemException} whose reason is
 * for people.
 */
@NullMarked
package io.github.hidbpf4j.cli.file;

import org.jspecify.annotations.NullMarked;
