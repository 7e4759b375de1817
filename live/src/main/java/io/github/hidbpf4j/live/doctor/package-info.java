/**
 * Examines what a machine needs for fixes on its devices: what is in order, what is not, and what
 * to do about it. Start with {@link io.github.hidbpf4j.live.doctor.Diagnosis}.
 */
@NullMarked
package io.github.hidbpf4j.live.doctor;

import org.jspecify.annotations.NullMarked;
