namespace Neurons

open System
open System.Globalization

/// A surrogate that can be named in text, with its numbers and their defaults.
type SurrogateInfo = {
    Name: string
    /// Name and default of each number.
    Numbers: (struct (string * float))[]
    Create: Func<float[], Surrogate>
    Source: string
}

/// The table of surrogates.
module Surrogates =
    let private entry name numbers source create = {
        Name = name
        Numbers = numbers
        Create = Func<float[], Surrogate> create
        Source = source
    }

    /// A number of terms: a whole one, at least 1.
    let private terms (n: float) =
        if n >= 1.0 && n <= 1000.0 && n = Math.Round n then
            int n
        else
            raise (
                ArgumentException
                    $"Surrogate squarewave_fourier: n is %s{string n}; it must be a whole number from 1 to 1000."
            )

    let all: SurrogateInfo[] = [|
        entry "superspike" [| struct ("alpha", 100.0) |] "Norse; Zenke & Ganguli 2018" (fun n ->
            Surrogate.superspike n[0])
        entry "fast_sigmoid" [| struct ("k", 25.0) |] "snnTorch; Extended LIF Neurons, k = 1" (fun n ->
            Surrogate.fastSigmoid n[0])
        entry "relu" [| struct ("alpha", 0.3); struct ("width", 1.0) |] "brainpy.state" (fun n ->
            Surrogate.relu n[0] n[1])
        entry "triangle" [| struct ("alpha", 0.3) |] "Norse; Bellec et al. 2018" (fun n -> Surrogate.triangle n[0])
        entry "atan" [| struct ("alpha", 2.0) |] "snnTorch, SpikingJelly; BrainPy, α = 1; Fang et al. 2021" (fun n ->
            Surrogate.atan n[0])
        entry "arctan" [| struct ("alpha", 1.0) |] "Extended LIF Neurons" (fun n -> Surrogate.arctan n[0])
        entry "gaussian" [| struct ("alpha", 1.0) |] "Extended LIF Neurons" (fun n -> Surrogate.gaussian n[0])
        entry "sigmoid" [| struct ("k", 25.0) |] "snnTorch; SpikingJelly and BrainPy, k = 4" (fun n ->
            Surrogate.sigmoid n[0])
        entry "tanh" [| struct ("k", 100.0) |] "Norse" (fun n -> Surrogate.tanh n[0])
        entry "circ" [| struct ("alpha", 100.0) |] "Norse" (fun n -> Surrogate.circ n[0])
        entry "erfc" [| struct ("k", 100.0) |] "Norse" (fun n -> Surrogate.erfc n[0])
        entry "straight_through" [||] "snnTorch; SpikingJelly's DeterministicPass" (fun _ -> Surrogate.straightThrough)
        entry "spike_rate_escape" [| struct ("beta", 1.0); struct ("k", 25.0) |] "snnTorch" (fun n ->
            Surrogate.spikeRateEscape n[0] n[1])
        entry "leaky" [| struct ("slope", 0.1) |] "snnTorch's LSO as documented" (fun n -> Surrogate.leaky n[0])
        entry "step" [||] "Extended LIF Neurons, heaviside" (fun _ -> Surrogate.step)
        entry "piecewise_quadratic" [| struct ("alpha", 1.0) |] "SpikingJelly, BrainPy" (fun n ->
            Surrogate.piecewiseQuadratic n[0])
        entry "piecewise_exp" [| struct ("alpha", 1.0) |] "SpikingJelly, BrainPy" (fun n -> Surrogate.piecewiseExp n[0])
        entry "soft_sign" [| struct ("alpha", 2.0) |] "SpikingJelly; BrainPy, α = 1" (fun n -> Surrogate.softSign n[0])
        entry "super_spike" [| struct ("alpha", 1.0) |] "SpikingJelly" (fun n -> Surrogate.superSpike n[0])
        entry "nonzero_sign_log" [| struct ("alpha", 1.0) |] "SpikingJelly, BrainPy" (fun n ->
            Surrogate.nonzeroSignLog n[0])
        entry "erf" [| struct ("alpha", 2.0) |] "SpikingJelly; BrainPy, α = 1" (fun n -> Surrogate.erf n[0])
        entry "piecewise_leaky_relu" [| struct ("w", 1.0); struct ("c", 0.01) |] "BrainPy" (fun n ->
            Surrogate.piecewiseLeakyRelu n[0] n[1])
        entry
            "open_leaky_relu"
            [| struct ("w", 1.0); struct ("c", 0.01) |]
            "SpikingJelly's PiecewiseLeakyReLU"
            (fun n -> Surrogate.openLeakyRelu n[0] n[1])
        entry
            "squarewave_fourier"
            [| struct ("n", 2.0); struct ("period", 8.0) |]
            "BrainPy; SpikingJelly counts one term less"
            (fun n -> Surrogate.squarewaveFourier (terms n[0]) n[1])
        entry "s2nn" [| struct ("alpha", 4.0); struct ("beta", 1.0) |] "SpikingJelly, BrainPy" (fun n ->
            Surrogate.s2nn n[0] n[1])
        entry
            "q_pseudo_spike"
            [| struct ("alpha", 2.0); struct ("shift", 1.0) |]
            "BrainPy; SpikingJelly, shift = −1"
            (fun n -> Surrogate.qPseudoSpike n[0] n[1])
        entry "leaky_relu" [| struct ("alpha", 0.1); struct ("beta", 1.0) |] "BrainPy; SpikingJelly, α = 0" (fun n ->
            Surrogate.leakyRelu n[0] n[1])
        entry "log_tailed_relu" [| struct ("alpha", 0.0) |] "SpikingJelly, BrainPy" (fun n ->
            Surrogate.logTailedRelu n[0])
        entry "gaussian_density" [| struct ("sigma", 0.5); struct ("alpha", 0.5) |] "BrainPy" (fun n ->
            Surrogate.gaussianDensity n[0] n[1])
        entry
            "multi_gaussian"
            [| struct ("h", 0.15); struct ("s", 6.0); struct ("sigma", 0.5); struct ("gamma", 0.5) |]
            "BrainPy"
            (fun n -> Surrogate.multiGaussian n[0] n[1] n[2] n[3])
        entry "inv_square" [| struct ("alpha", 100.0) |] "BrainPy" (fun n -> Surrogate.invSquare n[0])
        entry "slayer" [| struct ("alpha", 1.0) |] "BrainPy; Shrestha & Orchard 2018" (fun n -> Surrogate.slayer n[0])
        entry "fake_numerical" [| struct ("alpha", 0.3) |] "SpikingJelly" (fun n -> Surrogate.fakeNumerical n[0])
        entry "rect" [| struct ("alpha", 1.0) |] "SpikingJelly" (fun n -> Surrogate.rect n[0])
        entry "none" [||] "inference only" (fun _ -> Surrogate.none)
    |]

    /// The surrogate of a name; numbers that are not given keep their defaults. An unknown name is an ArgumentException, a number that is
    /// not allowed an ArgumentOutOfRangeException that says what is.
    let create (name: string) (numbers: (struct (string * float)) seq) : Surrogate =
        let names = all |> Array.map _.Name

        match Definition.tryIndex names name with
        | None -> raise (ArgumentException $"There is no surrogate %s{name}.%s{Definition.suggestion names name}")
        | Some i ->
            let entry = all[i]
            let values = entry.Numbers |> Array.map (fun (struct (_, value)) -> value)
            let own = entry.Numbers |> Array.map (fun (struct (name, _)) -> name)

            let given = Array.create own.Length false

            for struct (number, value) in numbers do
                match Definition.tryIndex own number with
                | Some k when given[k] -> raise (ArgumentException $"Surrogate %s{name}: %s{own[k]} is given twice.")
                | Some k ->
                    values[k] <- value
                    given[k] <- true
                | None ->
                    raise (
                        ArgumentException
                            $"Surrogate %s{name} has no number %s{number}.%s{Definition.suggestion own number}"
                    )

            entry.Create.Invoke values

    /// Whether `parse` makes the surrogate again of its text; one of the user's own it does not.
    let isNamed (surrogate: Surrogate) =
        let numbers = surrogate.Numbers |> Array.map (fun (struct (_, value)) -> value)

        all
        |> Array.exists (fun entry ->
            entry.Name = surrogate.Name
            && entry.Numbers.Length = numbers.Length
            && (entry.Create.Invoke numbers).Equals surrogate)

    /// Reads what `Surrogate.ToString` writes: "atan", "atan(alpha=2)".
    let parse (text: string) : Surrogate =
        let fail () =
            raise (
                ArgumentException
                    $"'%s{text}' is not a surrogate; write name or name(number=value, …), the values with a decimal point."
            )

        if isNull text then
            nullArg (nameof text)

        match text.IndexOf '(' with
        | -1 -> create (text.Trim()) []
        | i when text.EndsWith ')' ->
            let number (part: string) =
                match part.Split '=' with
                | [| name; value |] ->
                    match Double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture) with
                    | true, value -> struct (name.Trim(), value)
                    | _ -> fail ()
                | _ -> fail ()

            text.Substring(i + 1, text.Length - i - 2).Split(',', StringSplitOptions.RemoveEmptyEntries)
            |> Array.map number
            |> create (text.Substring(0, i).Trim())
        | _ -> fail ()
