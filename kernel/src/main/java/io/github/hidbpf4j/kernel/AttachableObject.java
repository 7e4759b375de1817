package io.github.hidbpf4j.kernel;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * An object loaded for one device, with the steps of udev-hid-bpf; loaded here, or into the host's
 * kernel.
 */
public interface AttachableObject extends AutoCloseable {
  /** Like {@link LoadedObject#setProperty}. */
  boolean setProperty(String property, String value);

  /** Like {@link LoadedObject#propertyMisfit}. */
  String propertyMisfit();

  /** Like {@link LoadedObject#fillReportDescriptor}, with the device's current descriptor. */
  String fillReportDescriptor(List<String> warnings);

  /** Like {@link LoadedObject#probe}, on the device in its current state. */
  LoadedObject.ProbeResult probe();

  /** The names of the attachable parts: struct_ops maps, or programs of the tracing era. */
  Collection<String> attachable();

  /**
   * Attaches one of these.
   *
   * @return why it is not attached, in one line; empty when it is
   */
  String attach(String name);

  /** Names of the attached parts. */
  List<String> attached();

  /** Like {@link LoadedObject#properties}. */
  Map<String, String> properties(List<String> warnings);

  /** The loader exits; attached programs stay. */
  void loaderEnds();

  /** Detaches it from the device and unloads it. */
  @Override
  void close();
}
