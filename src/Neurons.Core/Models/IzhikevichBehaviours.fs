namespace Neurons

open System

/// Which potential the recovery variable of Izhikevich's neuron follows.
type Recovery =
    /// That before the step, as in Norse.
    | OldPotential
    /// That after the step, as in Izhikevich's own program; three of the 20 behaviours need it.
    | NewPotential
    /// That after the step, above −65 mV and without decay: the accommodating neuron of Izhikevich 2004.
    | Accommodating

    override r.ToString() =
        match r with
        | OldPotential -> nameof OldPotential
        | NewPotential -> nameof NewPotential
        | Accommodating -> nameof Accommodating

/// One of the behaviours of Izhikevich 2004: a neuron, where it starts, and what is fed to it.
type IzhikevichBehaviour = {
    /// The name of the preset.
    Name: string
    A: float
    B: float
    C: float
    D: float
    Mn: float
    Bias: float
    Recovery: Recovery
    /// v and u at the start.
    InitialV: float
    InitialU: float
    /// Time step in ms.
    Dt: float
    /// Duration in ms.
    Length: float
    /// The input at a time in ms.
    Input: Func<float, float>
} with

    /// The number of steps.
    member b.Steps = int (Math.Round(b.Length / b.Dt))
    /// The input at each step.
    member b.Inputs = Array.init b.Steps (fun k -> b.Input.Invoke(float k * b.Dt))

/// The 20 behaviours: Izhikevich, "Which model to use for cortical spiking neurons?", 2004.
module IzhikevichBehaviours =
    let private from (start: float) t = if t > start then 1.0 else 0.0
    let private within (start: float) (finish: float) t = if t > start && t < finish then 1.0 else 0.0

    let private pulses (height: float) (width: float) starts t =
        starts |> List.sumBy (fun start -> height * within start (start + width) t)

    /// A slow ramp, which the accommodating neuron withstands, and a fast one.
    let private ramps t =
        if t < 200.0 then t / 25.0
        elif t < 300.0 then 0.0
        elif t < 312.5 then 4.0 * (t - 300.0) / 12.5
        else 0.0

    let private behaviour name (a, b, c, d) v0 dt length input = {
        Name = name
        A = a
        B = b
        C = c
        D = d
        Mn = 5.0
        Bias = 140.0
        Recovery = NewPotential
        InitialV = v0
        InitialU = b * v0
        Dt = dt
        Length = length
        Input = Func<float, float> input
    }

    /// With a gentler quadratic, as the class 1 neurons need.
    let private gentle b = { b with Mn = 4.1; Bias = 108.0 }

    let all: IzhikevichBehaviour[] = [|
        behaviour "tonic_spiking" (0.02, 0.2, -65.0, 6.0) -70.0 0.25 100.0 (fun t -> 14.0 * from 10.0 t)
        behaviour "phasic_spiking" (0.02, 0.25, -65.0, 6.0) -64.0 0.25 200.0 (fun t -> 0.5 * from 20.0 t)
        behaviour "tonic_bursting" (0.02, 0.2, -50.0, 2.0) -70.0 0.25 220.0 (fun t -> 15.0 * from 22.0 t)
        behaviour "phasic_bursting" (0.02, 0.25, -55.0, 0.05) -64.0 0.2 200.0 (fun t -> 0.6 * from 20.0 t)
        behaviour "mixed_mode" (0.02, 0.2, -55.0, 4.0) -70.0 0.25 160.0 (fun t -> 10.0 * from 16.0 t)
        behaviour "spike_frequency_adaptation" (0.01, 0.2, -65.0, 8.0) -70.0 0.25 85.0 (fun t -> 30.0 * from 8.5 t)
        gentle (behaviour "class_1" (0.02, -0.1, -55.0, 6.0) -60.0 0.25 300.0 (fun t -> 0.075 * max 0.0 (t - 30.0)))
        behaviour "class_2" (0.2, 0.26, -65.0, 0.0) -64.0 0.25 300.0 (fun t -> -0.5 + 0.015 * max 0.0 (t - 30.0))
        behaviour "spike_latency" (0.02, 0.2, -65.0, 6.0) -70.0 0.2 100.0 (fun t -> 7.04 * within 10.0 13.0 t)
        behaviour "subthreshold_oscillation" (0.05, 0.26, -60.0, 0.0) -62.0 0.25 200.0 (fun t ->
            2.0 * within 20.0 25.0 t)
        behaviour "resonator" (0.1, 0.26, -60.0, -1.0) -62.0 0.25 400.0 (pulses 0.65 4.0 [ 40.0; 60.0; 280.0; 320.0 ])
        gentle (
            behaviour "integrator" (0.02, -0.1, -55.0, 6.0) -60.0 0.25 100.0 (pulses 9.0 2.0 [ 9.1; 14.1; 70.0; 80.0 ])
        )
        behaviour "rebound_spike" (0.03, 0.25, -60.0, 4.0) -64.0 0.2 200.0 (fun t -> -15.0 * within 20.0 25.0 t)
        behaviour "rebound_burst" (0.03, 0.25, -52.0, 0.0) -64.0 0.2 200.0 (fun t -> -15.0 * within 20.0 25.0 t)
        behaviour "threshold_variability" (0.03, 0.25, -60.0, 4.0) -64.0 0.25 100.0 (fun t ->
            within 10.0 15.0 t + within 80.0 85.0 t - 6.0 * within 70.0 75.0 t)
        behaviour "bistability" (0.1, 0.26, -60.0, 0.0) -61.0 0.25 300.0 (fun t ->
            0.24 + within 37.5 42.5 t + within 216.0 221.0 t)
        behaviour "depolarizing_after_potential" (1.0, 0.2, -60.0, -21.0) -70.0 0.1 50.0 (fun t ->
            20.0 * within 9.0 11.0 t)
        {
            (behaviour "accommodation" (0.02, 1.0, -55.0, 4.0) -65.0 0.5 400.0 ramps) with
                Recovery = Accommodating
                InitialU = -16.0
        }
        behaviour "inhibition_induced_spiking" (-0.02, -1.0, -60.0, 8.0) -63.8 0.5 350.0 (fun t ->
            80.0 - 5.0 * within 50.0 250.0 t)
        behaviour "inhibition_induced_bursting" (-0.026, -1.0, -45.0, -2.0) -63.8 0.5 350.0 (fun t ->
            80.0 - 5.0 * within 50.0 250.0 t)
    |]

    /// The behaviour of a name, in any case, with or without underscores; an unknown one is an ArgumentException.
    let find (name: string) : IzhikevichBehaviour =
        let names = all |> Array.map _.Name

        match Definition.tryIndex names name with
        | Some i -> all[i]
        | None -> raise (ArgumentException $"There is no behaviour %s{name}.%s{Definition.suggestion names name}")
