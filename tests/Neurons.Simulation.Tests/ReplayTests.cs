using Neurons.Verification;

namespace Neurons.Simulation.Tests;

/// <summary>Networks that Brian2 ran: every spike, potentials to 1e-10 mV, weights to 1e-12.</summary>
public sealed class ReplayTests
{
    public static TheoryData<string> Recordings =>
        [.. Directory.GetFiles(Folder, "*.json").Select(path => Path.GetFileNameWithoutExtension(path)).Order()];

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Recordings");

    [Theory]
    [MemberData(nameof(Recordings))]
    public void A_recorded_network_has_the_same_spikes_potentials_and_weights(string name)
    {
        var row = Assert.Single(Verifier.File(Path.Combine(Folder, name + ".json")));
        Assert.True(row.Status == VerifyStatus.Passed, $"{row.Detail} {row.WorstErrorText}");
        Assert.InRange(row.WorstError!.Value, 0, 1e-10);
    }

    [Fact]
    public void There_are_twelve_of_them() => Assert.Equal(12, Recordings.Count);
}
