package io.github.hidbpf4j.kernel;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.object.LoadPlan;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Options for loading an object.
 *
 * @param hidId id of the device for its struct_ops maps
 * @param hidIds ids of other devices for single struct_ops maps, by name
 * @param flags attach flags of single struct_ops maps instead of the object's own, by name
 * @param onlyMaps the struct_ops maps to load; null for all. The programs of others are not loaded.
 * @param optional optional maps and programs ({@code SEC("?...")}) to create and load as well;
 *     {@link LoadPlan#ALL} stands for all
 */
public record LoadOptions(
    int hidId,
    Map<String, Integer> hidIds,
    Map<String, Integer> flags,
    @Nullable Set<String> onlyMaps,
    Set<String> optional) {
  /** Nothing optional. */
  public LoadOptions(
      int hidId,
      Map<String, Integer> hidIds,
      Map<String, Integer> flags,
      @Nullable Set<String> onlyMaps) {
    this(hidId, hidIds, flags, onlyMaps, Set.of());
  }

  /** A copy with these optional maps and programs. */
  public LoadOptions withOptional(Set<String> names) {
    return new LoadOptions(hidId, hidIds, flags, onlyMaps, names);
  }

  LoadPlan plan(BpfObject object) {
    Set<String> only = onlyMaps;
    return only == null ? LoadPlan.of(object, optional) : LoadPlan.ofMaps(object, only, optional);
  }

  /** Everything in the object that is not optional, for this device. */
  public static LoadOptions forDevice(int hidId) {
    return new LoadOptions(hidId, Map.of(), Map.of(), null);
  }
}
