/**
 * The daemon: puts installed fixes on devices as they come, keeps them there, and tells of it over
 * a socket. What it decides, one thread decides; bridges have threads of their own.
 */
@NullMarked
package io.github.hidbpf4j.live.daemon;

import org.jspecify.annotations.NullMarked;
