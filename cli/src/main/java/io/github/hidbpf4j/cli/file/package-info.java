/**
 * The files and streams that commands are given: read within limits, and written so that no
 * existing file is lost. Errors are {@link java.nio.file.FileSystemException}s with a reason that
 * people can read.
 */
@NullMarked
package io.github.hidbpf4j.cli.file;

import org.jspecify.annotations.NullMarked;
