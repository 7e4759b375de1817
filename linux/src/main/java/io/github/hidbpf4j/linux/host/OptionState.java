package io.github.hidbpf4j.linux.host;

/** The state of an option in the kernel's configuration. */
public enum OptionState {
  /** {@code =y}. */
  BUILT_IN,
  /** {@code =m}. */
  MODULE,
  /** It is not set. */
  OFF,
  /** There is no configuration to read. */
  UNKNOWN
}
