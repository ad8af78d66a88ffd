namespace Neurons.Verification;

/// <summary>What this library calls a recorded model: one of its models, perhaps by a preset.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Preset">The preset that it is; "" for the model's own options.</param>
internal sealed record RecordedName(string Model, string Preset = "")
{
    private static readonly Dictionary<string, RecordedName> Names = new()
    {
        ["HH"] = new("HodgkinHuxley", "brainpy"),
        ["WangBuzsakiHH"] = new("WangBuzsaki", "brainpy"),
        ["BrainPy.Izhikevich"] = new("Izhikevich2003"),
        ["BrainPy.IzhikevichRef"] = new("Izhikevich2003Ref"),
        ["BrainPy.CubaLif"] = new("CurrentLif"),
        ["BrainPy.CobaLif"] = new("ConductanceLif"),
        ["Expon"] = new("ExponentialSynapse"),
        ["DualExpon"] = new("DualExponentialSynapse"),
        ["BrainPy.Alpha"] = new("AlphaSynapse"),
        ["Ampa"] = new("ReceptorSynapse", "ampa"),
        ["GabaA"] = new("ReceptorSynapse", "gaba_a"),
        ["BioNmda"] = new("NmdaSynapse"),
        ["Stp"] = new("ShortTermPlasticity"),
        ["Std"] = new("ShortTermDepression"),
        ["CobaOutput"] = new("SynapticCurrent", "coba_output"),
        ["MgBlock"] = new("SynapticCurrent", "mg_block"),
        ["SpikingJelly.IF"] = new("Iaf", "spikingjelly_if"),
        ["SpikingJelly.HalfThresholdIF"] = new("Iaf", "spikingjelly_if"),
        ["SpikingJelly.LIF"] = new("LifBox", "spikingjelly_lif"),
        ["SpikingJelly.ParametricLIF"] = new("ParametricLif"),
        ["SpikingJelly.QIF"] = new("QuadraticIf"),
        ["SpikingJelly.EIF"] = new("ExponentialIf"),
        ["SpikingJelly.Izhikevich"] = new("AdaptiveQuadraticIf"),
        ["SpikingJelly.KLIF"] = new("KLif"),
        ["SpikingJelly.CLIF"] = new("ComplementaryLif"),
        ["SpikingJelly.CUBALIF"] = new("CubaLeaky"),
        ["SpikingJelly.LIAF"] = new("Liaf"),
        ["SpikingJelly.ILIF"] = new("IntegerLif"),
        ["SpikingJelly.TernaryIF"] = new("TernaryLif", "spikingjelly_if"),
        ["SpikingJelly.TernaryLIF"] = new("TernaryLif", "spikingjelly_lif"),
        ["SpikingJelly.ActivationAwareIF"] = new("ActivationAwareIf"),
        ["SpikingJelly.RAF"] = new("ResonateAndFire"),
        ["SpikingJelly.OTTTLIF"] = new("OnlineLif", "ottt"),
        ["SpikingJelly.SLTTLIF"] = new("OnlineLif", "sltt"),
        ["SpikingJelly.GatedLIF"] = new("GatedLif"),
        ["CubaAdExEncoder"] = new("CubaAdExEncoder", "norse"),
    };

    /// <summary>Of a recorded name; one that is not in the table is the model's own.</summary>
    public static RecordedName Of(string recorded) => Names.GetValueOrDefault(recorded) ?? new(recorded);
}
