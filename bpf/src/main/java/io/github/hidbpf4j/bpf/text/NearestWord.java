package io.github.hidbpf4j.bpf.text;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Suggests a correction for a misspelled word. */
public final class NearestWord {
  private NearestWord() {}

  /** The closest word; null if all differ too much, by up to three edits depending on length. */
  public static @Nullable String of(String word, Collection<String> words) {
    String closest = null;
    int least = Math.min(3, 1 + word.length() / 4) + 1;
    for (String each : words) {
      int distance =
          each.length() > 2 && each.startsWith(word) && word.length() > 2
              ? 1
              : distance(word, each);
      if (distance < least) {
        least = distance;
        closest = each;
      }
    }
    return closest;
  }

  /** Edit distance: letters inserted, deleted, changed, or swapped with the next. */
  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int least = Math.min(d[i - 1][j], d[i][j - 1]) + 1;
        least = Math.min(least, d[i - 1][j - 1] + (same ? 0 : 1));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          least = Math.min(least, d[i - 2][j - 2] + 1);
        }
        d[i][j] = least;
      }
    }
    return d[a.length()][b.length()];
  }
}
