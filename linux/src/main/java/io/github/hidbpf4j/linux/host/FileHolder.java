package io.github.hidbpf4j.linux.host;

import java.nio.file.Path;

/**
 * A process that has a file open.
 *
 * @param command its name, at most 15 characters
 */
public record FileHolder(long pid, String command, Path file) {}
