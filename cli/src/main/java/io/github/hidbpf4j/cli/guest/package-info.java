/**
 * What runs inside a guest: its first process and that process's commands. Part of the product,
 * since {@code hidbpf test --on-kernel} needs it, and independent of the command line, since guests
 * have no picocli.
 */
@NullMarked
package io.github.hidbpf4j.cli.guest;

import org.jspecify.annotations.NullMarked;
