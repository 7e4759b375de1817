/**
 * The daemon: applies installed fixes to devices as they appear, keeps them applied, and reports on
 * it over a socket. All decisions are made on one thread; bridges have threads of their own.
 */
@NullMarked
package io.github.hidbpf4j.live.daemon;

import org.jspecify.annotations.NullMarked;
