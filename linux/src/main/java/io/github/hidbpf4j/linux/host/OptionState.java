package io.github.hidbpf4j.linux.host;

/** An option of the kernel's configuration. */
public enum OptionState {
  /** {@code =y}. */
  BUILT_IN,
  /** {@code =m}. */
  MODULE,
  /** The configuration has it not. */
  OFF,
  /** There is no configuration to read. */
  UNKNOWN
}
