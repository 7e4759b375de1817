package io.github.hidbpf4j.kernel;

import io.github.hidbpf4j.bpf.object.DataVariable;
import io.github.hidbpf4j.bpf.program.MapSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The variables and maps of a loaded object as accessed by user space, whether it is loaded here or
 * into the host's kernel.
 */
public interface ObjectMemory {
  /** A global variable; null when there is none of this name. */
  @Nullable DataVariable variable(String name);

  /**
   * Writes a global variable from its start; false when there is none, it is too short, or it is a
   * constant.
   */
  boolean writeVariable(String name, byte[] bytes);

  /** The maps that were created. */
  List<MapSpec> maps();

  /** Size in bytes of a map value in user space: for per-CPU maps that of all CPUs together. */
  long userValueSize(MapSpec map);

  /** The value of a key; null when there is none. */
  byte @Nullable [] lookUp(MapSpec map, byte[] key);

  /** Sets the value of a key; false when the map refuses it. */
  boolean update(MapSpec map, byte[] key, byte[] value);
}
