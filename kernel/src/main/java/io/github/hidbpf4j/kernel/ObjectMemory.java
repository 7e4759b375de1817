package io.github.hidbpf4j.kernel;

import io.github.hidbpf4j.bpf.object.DataVariable;
import io.github.hidbpf4j.bpf.program.MapSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The variables and maps of a loaded object as user space reaches them, whether it is loaded here
 * or into the kernel of the machine.
 */
public interface ObjectMemory {
  /** A global variable; null when there is none of this name. */
  @Nullable DataVariable variable(String name);

  /**
   * Writes a global variable from its start; false when there is none, it is shorter, or it is a
   * constant.
   */
  boolean writeVariable(String name, byte[] bytes);

  /** The maps that were made. */
  List<MapSpec> maps();

  /**
   * Bytes that user space reads and writes of a map at once: those of all CPUs where each has one.
   */
  long userValueSize(MapSpec map);

  /** The value of a key; null when there is none. */
  byte @Nullable [] lookUp(MapSpec map, byte[] key);

  /** Sets the value of a key; false when the map does not take it. */
  boolean update(MapSpec map, byte[] key, byte[] value);
}
