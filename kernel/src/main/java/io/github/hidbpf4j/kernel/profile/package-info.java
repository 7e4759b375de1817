/**
 * API profiles of HID-BPF: the functions that programs may call and the hooks they may attach to
 * under each kernel and each version of the proposed patches, as tables. Start with {@link
 * io.github.hidbpf4j.kernel.profile.Profiles}.
 */
@NullMarked
package io.github.hidbpf4j.kernel.profile;

import org.jspecify.annotations.NullMarked;
