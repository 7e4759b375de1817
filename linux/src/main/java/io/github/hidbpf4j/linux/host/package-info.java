/** What this system is like for us: its kernel, nodes and their rights, who has them open. */
@NullMarked
package io.github.hidbpf4j.linux.host;

import org.jspecify.annotations.NullMarked;
