package io.github.hidbpf4j.hid.device;

import io.github.hidbpf4j.hid.descriptor.ReportType;
import java.util.HashMap;
import java.util.Map;

/**
 * A device that answers from a table: each (type, id) has one answer to GET_REPORT and one to
 * SET_REPORT, changeable at any time. GET_REPORT without one is an error, SET_REPORT without one
 * succeeds.
 */
public final class ScriptedResponder implements DeviceResponder {
  private record Key(ReportType type, int reportnum) {}

  private final Map<Key, Answer> gets = new HashMap<>();
  private final Map<Key, Answer> sets = new HashMap<>();
  private boolean silent;

  /** Sets the answer to this GET_REPORT from now on. */
  public synchronized ScriptedResponder onGet(ReportType type, int reportnum, Answer answer) {
    gets.put(new Key(type, reportnum), answer);
    return this;
  }

  /** Sets the answer to this SET_REPORT from now on. */
  public synchronized ScriptedResponder onSet(ReportType type, int reportnum, Answer answer) {
    sets.put(new Key(type, reportnum), answer);
    return this;
  }

  /** Sets whether the device stops answering altogether. */
  public synchronized void setSilent(boolean silent) {
    this.silent = silent;
  }

  @Override
  public synchronized Answer getReport(int reportnum, ReportType type, int length) {
    return silent
        ? Answer.none()
        : gets.getOrDefault(new Key(type, reportnum), Answer.error(HidErrno.EIO));
  }

  @Override
  public synchronized Answer setReport(int reportnum, ReportType type, byte[] report) {
    return silent ? Answer.none() : sets.getOrDefault(new Key(type, reportnum), Answer.ok());
  }
}
