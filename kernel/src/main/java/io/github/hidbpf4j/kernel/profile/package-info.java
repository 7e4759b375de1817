/**
 * API profiles of HID-BPF: what programs may call and be attached to under each kernel and each
 * version of the proposed patches, as tables. Start with {@link
 * io.github.hidbpf4j.kernel.profile.Profiles}.
 */
@NullMarked
package io.github.hidbpf4j.kernel.profile;

import org.jspecify.annotations.NullMarked;
