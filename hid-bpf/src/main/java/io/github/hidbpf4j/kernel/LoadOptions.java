package io.github.hidbpf4j.kernel;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How an object is loaded.
 *
 * @param hidId id of the device that its struct_ops maps are for
 * @param hidIds ids that single struct_ops maps are for instead, by name
 * @param flags attach flags of single struct_ops maps instead of the object's own, by name
 * @param onlyMaps the struct_ops maps to load; null for all. The programs of others are not loaded.
 */
public record LoadOptions(
    int hidId,
    Map<String, Integer> hidIds,
    Map<String, Integer> flags,
    @Nullable Set<String> onlyMaps) {
  /** Everything in the object, for this device. */
  public static LoadOptions forDevice(int hidId) {
    return new LoadOptions(hidId, Map.of(), Map.of(), null);
  }
}
