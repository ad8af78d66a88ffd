namespace Neurons.Verification;

/// <summary>Recordings tell the time of the last spike, models the steps since then: the recorded times are put into those.</summary>
internal static class LastSpike
{
    private const string Recorded = "last";
    private const string State = "SinceSpike";

    /// <summary>The time that recordings have where there was no spike.</summary>
    private const double Never = -1e7;

    /// <summary>The recording in the words of a model that counts; any other one is left as it is.</summary>
    public static GoldenCase Translate(GoldenCase golden, Definition definition)
    {
        if (!definition.StateNames.Contains(State) || !golden.States.ContainsKey(Recorded))
        {
            return golden;
        }

        // the initial state is that after the step before the first
        return golden with
        {
            States = Renamed(golden.States, times => Steps(golden, times, 0)),
            InitialState = Renamed(golden.InitialState, times => Steps(golden, times, -1)),
            UpstreamFinalState = Renamed(golden.UpstreamFinalState, gradient => gradient),
            InitialStateGradients = Renamed(golden.InitialStateGradients, gradient => gradient),
        };
    }

    private static double[] Steps(GoldenCase golden, double[] times, int first) =>
        [.. times.Select((time, i) => time == Never ? Refractory.LongAgo : Math.Round(first + i / golden.Neurons - time / golden.Dt))];

    private static Dictionary<string, double[]> Renamed(IReadOnlyDictionary<string, double[]> arrays, Func<double[], double[]> values) =>
        arrays.ToDictionary(pair => pair.Key == Recorded ? State : pair.Key, pair => pair.Key == Recorded ? values(pair.Value) : pair.Value);
}
