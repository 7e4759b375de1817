/**
 * What runs inside a guest: its first process, and the commands that it has. In the product, since
 * {@code hidbpf test --on-kernel} needs it; below the command line, which it knows nothing of:
 * guests have no picocli.
 */
@NullMarked
package io.github.hidbpf4j.cli.guest;

import org.jspecify.annotations.NullMarked;
