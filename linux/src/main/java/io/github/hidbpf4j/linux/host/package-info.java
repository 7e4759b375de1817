/** Examines this system: its kernel, nodes and their permissions, and who has them open. */
@NullMarked
package io.github.hidbpf4j.linux.host;

import org.jspecify.annotations.NullMarked;
