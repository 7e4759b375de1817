/**
 * {@code scripts/isa-run}: the plugin of public eBPF conformance suites. Start with {@link
 * io.github.hidbpf4j.tools.isa.IsaRun}.
 */
@NullMarked
package io.github.hidbpf4j.tools.isa;

import org.jspecify.annotations.NullMarked;
