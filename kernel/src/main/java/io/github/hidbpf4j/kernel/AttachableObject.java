package io.github.hidbpf4j.kernel;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * An object that is loaded for one device, and what udev-hid-bpf does with it, step by step; loaded
 * here, or into the kernel of the machine.
 */
public interface AttachableObject extends AutoCloseable {
  /** As {@link LoadedObject#setProperty}. */
  boolean setProperty(String property, String value);

  /** As {@link LoadedObject#propertyMisfit}. */
  String propertyMisfit();

  /** As {@link LoadedObject#fillReportDescriptor}, with the device's descriptor of now. */
  String fillReportDescriptor(List<String> warnings);

  /** As {@link LoadedObject#probe}, on the device as it is now. */
  LoadedObject.ProbeResult probe();

  /** The names of what can be attached: struct_ops maps, or programs of the tracing era. */
  Collection<String> attachable();

  /**
   * Attaches one of these.
   *
   * @return why it is not attached, in one line; empty when it is
   */
  String attach(String name);

  /** Names of what is attached. */
  List<String> attached();

  /** As {@link LoadedObject#properties}. */
  Map<String, String> properties(List<String> warnings);

  /** The loader ends; what it has attached stays. */
  void loaderEnds();

  /** Takes it off the device, and unloads it. */
  @Override
  void close();
}
