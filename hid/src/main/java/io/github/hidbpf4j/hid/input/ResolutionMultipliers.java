package io.github.hidbpf4j.hid.input;

import io.github.hidbpf4j.hid.descriptor.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Resolution multipliers of wheels (HID Usage Tables 1.12, section 4.3.1): features that the kernel
 * sets to their highest value, and their effect on the wheels ({@code
 * hidinput_change_resolution_multipliers}, {@code hid_setup_resolution_multiplier}).
 */
final class ResolutionMultipliers {
  private final List<MappedReport> inputs;
  private final List<MappedReport> features;

  ResolutionMultipliers(List<MappedReport> inputs, List<MappedReport> features) {
    this.inputs = inputs;
    this.features = features;
  }

  /** Applies the current values of the features. */
  void apply() {
    for (MappedReport report : features) {
      for (MappedField field : report.fields) {
        for (int i = 0; field.field.count() >= 1 && i < field.usages.length; i++) {
          if (field.usages[i].hid == Usage.GD_RESOLUTION_MULTIPLIER) {
            apply(field);
          }
        }
      }
    }
  }

  private void apply(MappedField multiplier) {
    Collection scope = multiplier.field.collection();
    while (scope != null && scope.type() != Collection.LOGICAL) {
      scope = scope.parent();
    }
    byte effective = (byte) effective(multiplier);
    for (MappedReport report : inputs) {
      for (MappedField field : report.fields) {
        if (isWithin(field.field.collection(), scope)) {
          for (MappedUsage usage : field.usages) {
            usage.resolutionMultiplier = effective;
          }
        }
      }
    }
  }

  /** For the kernel, a logical collection at the top of the descriptor contains nothing. */
  private static boolean isWithin(@Nullable Collection inner, @Nullable Collection scope) {
    if (scope == null) {
      return true;
    }
    Collection at = inner;
    while (at != null && at.parent() != null && at != scope) {
      at = at.parent();
    }
    return at != null && at.parent() != null;
  }

  private static int effective(MappedField multiplier) {
    int logical = multiplier.maximum - multiplier.minimum;
    if (logical == 0) {
      return 1;
    }
    int physicalMinimum = multiplier.field.physicalMinimum();
    int physical = multiplier.field.physicalMaximum() - physicalMinimum;
    int value = (multiplier.values[0] - multiplier.minimum) / logical * physical + physicalMinimum;
    return value == 0 || value > 255 || value < -255 ? 1 : value;
  }

  /** Sets all of them to their highest value, and applies them if the device accepts that. */
  void raise(FeatureReader reader, boolean readable) {
    for (MappedReport report : features) {
      if (choose(report, reader, readable, true) && !reader.set(report)) {
        boolean _ = choose(report, reader, readable, false);
        return;
      }
    }
    apply();
  }

  private static boolean choose(
      MappedReport report, FeatureReader reader, boolean readable, boolean highest) {
    boolean read = false;
    boolean chosen = false;
    for (MappedField field : report.fields) {
      for (int i = 0; field.field.count() == 1 && i < field.usages.length; i++) {
        if (field.usages[i].hid != Usage.GD_RESOLUTION_MULTIPLIER) {
          continue;
        }
        // Other fields of the report must not be overwritten with zeros.
        if (!read && report.fields.length > 1) {
          if (!readable) {
            return chosen;
          }
          reader.request(report);
          read = true;
        }
        field.values[i] = highest ? field.maximum : field.minimum;
        chosen = true;
      }
    }
    return chosen;
  }
}
